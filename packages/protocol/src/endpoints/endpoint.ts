import type { z } from 'zod'
import type { Scope } from '../access.ts'

/** One HTTP endpoint: the server must serve it, the clients may call it, the OpenAPI page lists it. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** What the caller must hold; 'anyone' needs no session. */
  needs: Scope | 'anyone'
  summary: string
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  answer: z.ZodType
  status?: number
  /** It is no GET, and yet changes nothing that anybody would ask about later. */
  looks?: true
  /** It is a GET, and yet somebody will ask who did it: it gives away what may be secret. */
  noted?: true
}
