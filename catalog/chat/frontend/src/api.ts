import type { Refusal, Service, User } from '../../protocol/views.ts'

export type Result<T> = { ok: true; value: T } | Refusal

const away: Refusal = { ok: false, code: 'away', field: 'connection', reason: '' }

/** A request to the app; whatever goes wrong is a refusal. */
async function ask<T>(method: string, path: string, body?: FormData | object): Promise<Result<T>> {
  const isForm = body instanceof FormData
  try {
    const response = await fetch(path, {
      method,
      headers: body && !isForm ? { 'content-type': 'application/json' } : {},
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const value = text ? JSON.parse(text) : undefined
    return response.ok ? { ok: true, value } : value?.ok === false ? value : away
  } catch {
    return away
  }
}

export const api = {
  service: () => ask<Service>('GET', '/api/service'),
  session: () => ask<User>('GET', '/api/session'),
  signIn: (name: string, password: string) => ask<User>('POST', '/api/session', { name, password }),
  signUp: (name: string, password: string) => ask<User>('POST', '/api/users', { name, password }),
  signOut: (everywhere: boolean) => ask('DELETE', `/api/session?everywhere=${everywhere}`),
  sendPhoto(file: File) {
    const form = new FormData()
    // Its name is nobody's business.
    form.append('photo', file, 'photo')
    return ask<User>('PUT', '/api/photo', form)
  },
  removePhoto: () => ask<User>('DELETE', '/api/photo'),
}
