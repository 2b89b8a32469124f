export type Language = 'en' | 'es'
export const languages: Language[] = ['en', 'es']

const en = {
  title: 'Visits',
  hello: 'Hello!',
  youAre: 'You are visit number',
  soFar: 'visits so far',
  answeredBy: 'Answered by',
  you: 'You',
  web: 'web',
  webRole: 'answers, remembers nothing',
  redisRole: 'remembers the count',
  feed: 'As they happen',
  feedEmpty: 'Open this page once more, in another tab or on another device: the visit appears here.',
  visit: 'Visit',
  redisThere: 'Redis is there',
  redisAway: 'Redis is away',
  connectionLost: 'Connection lost, trying again…',
  away: 'The counter is away',
  awayWhy: 'Redis does not answer, so your visit could not be counted.',
  awayNext: 'Leave the page open: it comes back by itself as soon as Redis does.',
  look: 'Light or dark',
  language: 'Language',
}

const es: typeof en = {
  title: 'Visitas',
  hello: '¡Hola!',
  youAre: 'Eres la visita número',
  soFar: 'visitas hasta ahora',
  answeredBy: 'Responde',
  you: 'Tú',
  web: 'web',
  webRole: 'responde, no recuerda nada',
  redisRole: 'recuerda la cuenta',
  feed: 'En directo',
  feedEmpty: 'Abre esta página otra vez, en otra pestaña o en otro dispositivo: la visita aparece aquí.',
  visit: 'Visita',
  redisThere: 'Redis está',
  redisAway: 'Redis no está',
  connectionLost: 'Se perdió la conexión, reintentando…',
  away: 'El contador no está',
  awayWhy: 'Redis no responde, así que tu visita no se pudo contar.',
  awayNext: 'Deja la página abierta: vuelve por sí sola en cuanto vuelva Redis.',
  look: 'Claro u oscuro',
  language: 'Idioma',
}

export const words: Record<Language, typeof en> = { en, es }
