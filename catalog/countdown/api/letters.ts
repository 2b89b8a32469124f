import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dictionary } from '../game/letters/dictionaries.ts'
import { fold, isLetter, languages } from '../game/letters/piles.ts'
import { read } from './refusal.ts'

const request = z
  .strictObject({
    language: z.enum(languages, `must be ${languages.join(' or ')}`),
    letters: z.string('must be a text of nine letters').max(30, 'must be nine letters'),
  })
  .check((context) => {
    const { language, letters } = context.value
    const folded = [...fold(letters)]
    const wrong = folded.find((letter) => !isLetter(language, letter))
    const message =
      wrong !== undefined
        ? `"${wrong}" is no letter of this game`
        : folded.length === 9
          ? undefined
          : `must be nine letters, not ${folded.length}`
    if (message) context.issues.push({ code: 'custom', input: letters, path: ['letters'], message })
  })

export function lettersRoutes(app: FastifyInstance): void {
  app.post('/api/letters/solve', async ({ body }) => {
    const { language, letters } = read(request, body)
    const words = await dictionary(language)
    const began = performance.now()
    const longest = words.longest([...fold(letters)])
    return { words: longest, milliseconds: performance.now() - began }
  })
}
