/** Whether a variable switches something on, in any of the ways that docker compose takes. */
export const isYes = (value: string | undefined): boolean => /^(1|true|yes|on|t|y)$/i.test(value ?? '')
