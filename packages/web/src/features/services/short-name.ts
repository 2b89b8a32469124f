/** `web-2` of `shop-production-web-2`: in a narrow column the Compose project before it would hide the number. */
export function shortName({ container, service }: { container: string; service: string }): string {
  const at = container.lastIndexOf(`-${service}-`)
  return at < 0 ? container : container.slice(at + 1)
}
