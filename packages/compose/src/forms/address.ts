/** Whether text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const all = halves.flatMap(groups)
  const last = all.at(-1) ?? ''
  const embedded = last.includes('.')
  if (embedded && !isIpv4(last)) return false
  const words = embedded ? all.slice(0, -1) : all
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return false
  const count = words.length + (embedded ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}
