/** The networks in what somebody typed: one a line, or with commas or spaces between them. */
export const networksIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)
