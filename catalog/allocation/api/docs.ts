import { z } from 'zod'
import { Configuration } from '../model/configuration.ts'
import { Department } from '../model/department.ts'
import { Progress, Summary } from '../service/record.ts'
import { Changes } from './results.ts'

type Route = { method: string; path: string; says: string; body?: string; answers: Record<string, string> }

const schemas = {
  Configuration,
  Department,
  Document: Department.extend({ configuration: Configuration.optional() }).describe('All in one document.'),
  Progress: Progress.describe('Where an allocation stands.'),
  Summary: Summary.describe('One line of the list.'),
  Changes: Changes.describe('Changes made by hand.'),
}

const own = { 404: 'There is none in your list.', 503: 'Redis is away.' }
export const routes: Route[] = [
  {
    method: 'POST',
    path: '/api/allocations',
    says: 'Submits files (multipart: any parts with files, and a part "configuration" with JSON) or one JSON document.',
    body: 'Document',
    answers: {
      201: 'Its id.',
      413: 'Too large.',
      422: 'Every problem, with file, line and column.',
      503: 'Redis is away.',
    },
  },
  {
    method: 'GET',
    path: '/api/allocations',
    says: 'Your list, newest first.',
    answers: { 200: 'Summaries.' },
  },
  {
    method: 'GET',
    path: '/api/allocations/{id}',
    says: 'One line of it.',
    answers: { 200: 'Summary', ...own },
  },
  {
    method: 'GET',
    path: '/api/allocations/{id}/progress',
    says: 'Where it stands; with Accept: text/event-stream each change as it comes.',
    answers: { 200: 'Progress', ...own },
  },
  {
    method: 'GET',
    path: '/api/allocations/{id}/config',
    says: 'Its configuration.',
    answers: { 200: 'Configuration', ...own },
  },
  {
    method: 'GET',
    path: '/api/allocations/{id}/result',
    says: 'Who got what and why, loads, metrics, proof.',
    answers: { 200: 'The result.', 409: 'There is none, or none yet.', ...own },
  },
  {
    method: 'POST',
    path: '/api/allocations/{id}/again',
    says: 'The same department under another configuration.',
    body: 'Configuration',
    answers: { 201: 'Its id.', 422: 'Every problem.', ...own },
  },
  {
    method: 'POST',
    path: '/api/allocations/{id}/check',
    says: 'What the result would be after changes made by hand.',
    body: 'Changes',
    answers: { 200: 'The result.', 201: 'Kept: its id.', 422: 'The field that is wrong.', ...own },
  },
  {
    method: 'GET',
    path: '/api/allocations/{id}/downloads/{list}.{format}',
    says: 'students or lecturers as csv, xlsx or json; configuration as json.',
    answers: { 200: 'The file.', ...own },
  },
  {
    method: 'DELETE',
    path: '/api/allocations/{id}',
    says: 'Cancels what is not over and keeps the best so far; deletes what is over.',
    answers: { 202: 'Cancelled.', 204: 'Deleted.', ...own },
  },
]

const jsonSchemas = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
)

/** OpenAPI 3.1, from the schemas that requests are checked with. */
export function openApi() {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, says, body, answers } of routes) {
    const operation = {
      summary: says,
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...(body
        ? {
            requestBody: {
              content: { 'application/json': { schema: { $ref: `#/components/schemas/${body}` } } },
            },
          }
        : {}),
      responses: Object.fromEntries(
        Object.entries(answers).map(([code, description]) => [code, { description }]),
      ),
    }
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Allocation',
      version: '1',
      description: 'Students to projects, solved to the proven best.',
    },
    paths,
    components: { schemas: jsonSchemas },
  }
}

const escapeText = (text: unknown) =>
  String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The same for people. */
export function docsPage(): string {
  const route = ({
    method,
    path,
    says,
    body,
    answers,
  }: Route) => `<section><h3><b>${method}</b> ${escapeText(path)}</h3>
<p>${escapeText(says)}${body ? ` Body: <a href="#${body}">${body}</a>.` : ''}</p>
<dl>${Object.entries(answers)
    .map(([code, text]) => `<dt>${code}</dt><dd>${escapeText(text)}</dd>`)
    .join('')}</dl></section>`
  const schema = ([name, json]: [string, z.core.JSONSchema.BaseSchema]) =>
    `<section id="${name}"><h3>${name}</h3><p>${escapeText(json.description ?? '')}</p><pre>${escapeText(JSON.stringify(json, null, 2))}</pre></section>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Allocation API</title><style>:root{color-scheme:light dark;font:1rem/1.5 system-ui}body{max-width:52rem;margin:auto;padding:1rem}
dl{display:grid;grid-template-columns:4rem 1fr}dd{margin:0}pre{overflow:auto;max-height:24rem;padding:.8rem;border:1px solid #8885;border-radius:.6rem}
section{border-top:1px solid #8885}</style><h1>Allocation API</h1><p><a href="openapi.json">openapi.json</a></p>
${routes.map(route).join('')}<h2>Schemas</h2>${Object.entries(jsonSchemas).map(schema).join('')}</html>`
}
