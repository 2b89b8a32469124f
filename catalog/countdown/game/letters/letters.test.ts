import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../seeded.ts'
import { dictionary } from './dictionaries.ts'
import { Dictionary, isLaidWith } from './dictionary.ts'
import { drawLetters, fold, languages, piles } from './piles.ts'

test('draws follow the piles: chi-squared over 20,000 first vowels and consonants stays below its 0.1 % limit', () => {
  for (const language of languages) {
    for (const [kind, vowels, limit] of [
      ['vowels', 9, 18.5],
      ['consonants', 0, 45.4],
    ] as const) {
      const pile: Record<string, number> = piles[language][kind]
      const random = seeded(7)
      const counts = new Map<string, number>()
      const draws = 20_000
      for (let n = 0; n < draws; n++) {
        const [letter = ''] = drawLetters(language, vowels, random)
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
      }
      const all = Object.values(pile).reduce((sum, copies) => sum + copies, 0)
      let chi = 0
      for (const [letter, copies] of Object.entries(pile)) {
        const expected = (draws * copies) / all
        chi += ((counts.get(letter) ?? 0) - expected) ** 2 / expected
      }
      assert.ok(chi < limit, `${language} ${kind}: ${chi.toFixed(1)}`)
      assert.ok([...counts.keys()].every((letter) => letter in pile))
    }
  }
})

test('nine letters, as many vowels as asked for, none more often than it lies in the pile', () => {
  const random = seeded(3)
  for (let n = 0; n < 500; n++) {
    const letters = drawLetters('es', 3 + (n % 3), random)
    assert.equal(letters.length, 9)
    assert.equal(letters.filter((letter) => 'aeiou'.includes(letter)).length, 3 + (n % 3))
    for (const letter of letters) {
      const copies = { ...piles.es.vowels, ...piles.es.consonants }[letter] ?? 0
      assert.ok(letters.filter((other) => other === letter).length <= copies)
    }
  }
})

test('accents fold, ñ stays, and the word is shown as it is written', () => {
  assert.equal(fold('PINGÜINO Ágil Ñandú'), 'pinguino agil ñandu')
  const words = Dictionary.of(['ñandú', 'canon', 'cañón', 'árbol'])
  assert.equal(words.find('NANDU'), undefined)
  assert.equal(words.find('ñandu'), 'ñandú')
  assert.deepEqual(words.longest([...'canonxyz']), ['canon'])
  assert.deepEqual(words.longest([...'cañonxyz']), ['cañón'])
  assert.ok(isLaidWith('Árbol', [...'lobraxyz']))
  assert.ok(!isLaidWith('arbolo', [...'lobraxyz']))
})

test('ch, ll and rr are two letters each', async () => {
  const words = await dictionary('es')
  assert.ok(words.longest([...'llamarcho']).every((word) => isLaidWith(word, [...'llamarcho'])))
  assert.equal(words.find('llamar'), 'llamar')
  assert.ok(isLaidWith('perro', [...'perroxxxx']))
})

test('real dictionaries: known longest words, and a search of every word agrees', async () => {
  const english = await dictionary('en')
  assert.ok(english.longest([...'tegnadirc']).length > 0)
  assert.deepEqual(english.longest([...'countdown']), ['countdown'])
  const spanish = await dictionary('es')
  assert.ok(spanish.longest([...'murcielag']).every((word) => isLaidWith(word, [...'murcielag'])))
  const { default: list } = await import('an-array-of-english-words/index.json', { with: { type: 'json' } })
  const random = seeded(11)
  for (let n = 0; n < 3; n++) {
    const letters = drawLetters('en', 4, random)
    const fits = list.filter((word: string) => /^[a-z]{2,9}$/.test(word) && isLaidWith(word, letters))
    const length = Math.max(0, ...fits.map((word: string) => word.length))
    const longest = fits.filter((word: string) => word.length === length).sort()
    assert.deepEqual(english.longest(letters), longest)
  }
})

test('the longest words are found in under a millisecond, in both languages', async () => {
  const random = seeded(13)
  for (const language of languages) {
    const words = await dictionary(language)
    const times = Array.from({ length: 501 }, (_, n) => {
      const letters = drawLetters(language, 3 + (n % 3), random)
      const began = performance.now()
      words.longest(letters)
      return performance.now() - began
    }).toSorted((a, b) => a - b)
    // Not the worst: that is the machine's, when it does something else.
    assert.ok((times[475] ?? 1) < 1, `19 of 20 draws in ${times[475]} ms`)
  }
})

test('a list with what cannot be laid: hyphens, other alphabets, one letter and ten are passed over', () => {
  const words = Dictionary.of(['a', 'e-mail', 'слово', 'abcdefghij', 'ÁRBOL', 'labor', 'it'])
  assert.deepEqual(words.longest([...'labroit']), ['ÁRBOL', 'labor'])
  assert.equal(words.find('email'), undefined)
  assert.deepEqual(words.longest([...'ab']), [])
  assert.deepEqual(words.longest([...'ti5']), [])
  assert.deepEqual(Dictionary.of([]).longest([...'tin']), [])
})

test('a conundrum is nine letters with one answer', async () => {
  for (const language of languages) {
    const words = await dictionary(language)
    for (const chance of [0, 0.3, 0.7, 0.999]) {
      const word = words.conundrum(chance)
      assert.equal([...word].length, 9)
      assert.deepEqual(words.longest([...fold(word)]), [word])
    }
  }
})
