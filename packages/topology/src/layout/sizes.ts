/** Measures of the picture, in its own pixels. The page and the SVG draw to the same ones. */
export const sizes = {
  card: 208,
  /** Name and image. */
  cardHead: 58,
  /** One line below them: a volume, secrets. */
  cardLine: 18,
  cardFoot: 8,
  door: 22,
  doorGap: 4,
  /** Between the lowest door and its card. */
  doorDrop: 12,
  /** With lines coming in from above, doors leave the right part of the card free. */
  doorNarrow: 124,
  volumeWidth: 148,
  volumeHeight: 44,
  thread: 12,
  gapX: 24,
  gapY: 44,
  margin: 20,
} as const

/** Regions that share a column lie around each other: the outer ones are wider by a step. */
export const padding = (level: number) => ({
  x: 14 + 12 * level,
  top: 36 + 26 * level,
  bottom: 14 + 12 * level,
})
