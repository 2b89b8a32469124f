export type Language = 'en' | 'es'
export const languages: Language[] = ['en', 'es']

const en = {
  look: 'Light or dark',
  language: 'Language',
  answeredBy: 'Answered by',
  vote: 'Vote',
  question: 'What do you prefer?',
  hint: 'You can change your mind: your last vote counts.',
  yours: 'Your vote',
  thanks: 'Your vote is in.',
  lost: 'Your vote did not get through. Please try again.',
  queueAway: 'Voting is paused',
  queueAwayWhy: 'Redis, where votes wait to be counted, does not answer.',
  queueAwayNext: 'Nothing that was accepted is lost. This page tries again by itself.',
  results: 'Results',
  none: 'No votes yet',
  one: '1 vote',
  many: '{n} votes',
  tempo: 'Votes per second, the last minute',
  dead: 'set aside because they could not be counted',
  live: 'Live',
  databaseAway: 'Postgres is away: these are the last known numbers.',
  connectionLost: 'Connection lost, trying again…',
  resultsAway: 'The results are away',
  resultsAwayWhy: 'Postgres, where votes are counted, does not answer.',
  resultsAwayNext: 'Votes are still accepted. This page comes back by itself.',
}

const es: typeof en = {
  look: 'Claro u oscuro',
  language: 'Idioma',
  answeredBy: 'Responde',
  vote: 'Votar',
  question: '¿Qué prefieres?',
  hint: 'Puedes cambiar de idea: cuenta tu último voto.',
  yours: 'Tu voto',
  thanks: 'Tu voto está registrado.',
  lost: 'Tu voto no llegó. Inténtalo de nuevo.',
  queueAway: 'La votación está en pausa',
  queueAwayWhy: 'Redis, donde los votos esperan su recuento, no responde.',
  queueAwayNext: 'No se pierde nada de lo aceptado. Esta página lo reintenta por sí sola.',
  results: 'Resultados',
  none: 'Aún no hay votos',
  one: '1 voto',
  many: '{n} votos',
  tempo: 'Votos por segundo, el último minuto',
  dead: 'apartados porque no se pudieron contar',
  live: 'En directo',
  databaseAway: 'Postgres no está: estos son los últimos números conocidos.',
  connectionLost: 'Se perdió la conexión, reintentando…',
  resultsAway: 'Los resultados no están',
  resultsAwayWhy: 'Postgres, donde se cuentan los votos, no responde.',
  resultsAwayNext: 'Se siguen aceptando votos. Esta página vuelve por sí sola.',
}

export type Words = typeof en
export const words: Record<Language, Words> = { en, es }

/** "No votes yet", "1 vote", "3,000 votes". */
export function howMany(votes: number, language: Language): string {
  const say = words[language]
  if (votes === 0) return say.none
  return votes === 1 ? say.one : say.many.replace('{n}', votes.toLocaleString(language))
}
