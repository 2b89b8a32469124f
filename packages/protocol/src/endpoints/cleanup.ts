import { z } from 'zod'
import * as cleanup from '../cleanup.ts'
import type { Endpoint } from './endpoint.ts'

const one = z.object({ cleanup: cleanup.CleanupId })

/** What the installation holds, and what of it can go. */
export const cleanupEndpoints = {
  holdings: {
    method: 'GET',
    path: '/api/v1/holdings',
    needs: 'admin',
    summary: 'What the installation holds with its sizes, and why it may go or stays; measured now',
    answer: cleanup.Holdings,
  },
  setCleanupPolicy: {
    method: 'PUT',
    path: '/api/v1/cleanup-policy',
    needs: 'admin',
    summary: 'Say what is kept, and whether the rest goes by itself',
    body: cleanup.CleanupPolicy,
    answer: cleanup.CleanupPolicy,
  },
  cleanups: {
    method: 'GET',
    path: '/api/v1/cleanups',
    needs: 'admin',
    summary: 'Cleanups, newest first',
    answer: z.array(cleanup.Cleanup),
  },
  cleanUp: {
    method: 'POST',
    path: '/api/v1/cleanups',
    needs: 'admin',
    summary: 'Remove what was chosen; what may not go by then stays',
    body: cleanup.NewCleanup,
    answer: cleanup.Cleanup,
    status: 202,
  },
  oneCleanup: {
    method: 'GET',
    path: '/api/v1/cleanups/:cleanup',
    needs: 'admin',
    summary: 'One cleanup, with what became of each thing',
    params: one,
    answer: cleanup.Cleanup,
  },
  cancelCleanup: {
    method: 'POST',
    path: '/api/v1/cleanups/:cleanup/cancel',
    needs: 'admin',
    summary: 'End a cleanup before its next thing; what is gone is gone',
    params: one,
    answer: cleanup.Cleanup,
    status: 202,
  },
} as const satisfies Record<string, Endpoint>
