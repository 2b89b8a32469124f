import { z } from 'zod'
import * as registries from '../registries.ts'
import type { Endpoint } from './endpoint.ts'
import { nothing } from './parameters.ts'

const registry = z.object({ registry: registries.RegistryId })

/** Private registries, for pulls and for base images of builds. */
export const registriesEndpoints = {
  registries: {
    method: 'GET',
    path: '/api/v1/registries',
    needs: 'admin',
    summary: 'Registries with stored credentials; secrets are never returned',
    answer: z.array(registries.Registry),
  },
  addRegistry: {
    method: 'POST',
    path: '/api/v1/registries',
    needs: 'admin',
    summary: 'Store credentials of a registry, for all projects or for one',
    body: registries.NewRegistry,
    answer: registries.Registry,
    status: 201,
  },
  changeRegistry: {
    method: 'PATCH',
    path: '/api/v1/registries/:registry',
    needs: 'admin',
    summary: 'Change the credentials of a registry',
    params: registry,
    body: registries.RegistryChanges,
    answer: registries.Registry,
  },
  deleteRegistry: {
    method: 'DELETE',
    path: '/api/v1/registries/:registry',
    needs: 'admin',
    summary: 'Forget the credentials of a registry',
    params: registry,
    answer: nothing,
  },
  checkRegistry: {
    method: 'POST',
    path: '/api/v1/registries/:registry/check',
    needs: 'admin',
    summary: 'Show the stored credentials to the registry, and tell what it says',
    params: registry,
    answer: registries.RegistryAnswer,
    looks: true,
  },
} as const satisfies Record<string, Endpoint>
