export const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
export const one = `services: {web: {${base}}}`
export const two = `services:
  db: {${base}}
  web: {${base}, depends_on: [db]}
`
