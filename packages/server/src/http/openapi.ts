import { type Endpoint, endpoints, ProblemDetails, refusals } from '@keelson/protocol'
import { z } from 'zod'

const schema = (of: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return rest
}

type Parameters = { name: string; in: string; required: boolean; schema: unknown }[]

/** OpenAPI 3.1 of the whole table, made when it is asked for. */
export function openApi(installation: { version: string; url: string }) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(operationId, endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keelson',
      version: installation.version,
      summary: 'From a Compose project to a running system',
    },
    servers: [{ url: installation.url }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'keelson_session' },
      },
      schemas: { Problem: schema(ProblemDetails, 'output') },
    },
    'x-refusals': refusals,
  }
}

function operation(operationId: string, endpoint: Endpoint) {
  return {
    operationId,
    summary: endpoint.summary,
    'x-needs': endpoint.needs,
    security: endpoint.needs === 'anyone' ? [] : [{ token: [] }, { session: [] }],
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schema(endpoint.body, 'input') } },
      },
    }),
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Done',
        content: { 'application/json': { schema: schema(endpoint.answer, 'output') } },
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parameters(of: z.ZodType | undefined, where: 'path' | 'query'): Parameters {
  if (!of) return []
  const { properties = {}, required = [] } = schema(of, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}
