import type { BaseImageName } from '@keelson/images'

const names: Record<BaseImageName, true> = {
  node: true,
  redis: true,
  postgres: true,
  haproxy: true,
  rabbitmq: true,
  nats: true,
}
const isName = (name: string): name is BaseImageName => name in names

/** The base images of ours that a text (a Dockerfile, an image name, build arguments) speaks of. */
export function baseImagesIn(text: string): BaseImageName[] {
  const found = [...text.matchAll(/\bkeelson\/([a-z]+)/g)].map((match) => match[1] ?? '')
  return [...new Set(found)].filter(isName)
}
