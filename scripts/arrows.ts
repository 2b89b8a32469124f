// Fails on an import against the arrows of the design, on a circle, and on a program run outside its one module.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { circles, importsOf, type SourceFile } from './arrows/imports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Package → the packages of ours that it may import. Arrows point one way. */
const arrows: Record<string, readonly string[]> = {
  'packages/compose': [],
  'packages/protocol': [],
  'packages/balancer': [],
  'packages/topology': ['@keelson/compose', '@keelson/protocol'],
  'packages/engine': ['@keelson/compose'],
  images: ['@keelson/engine'],
  'packages/web': ['@keelson/protocol', '@keelson/compose', '@keelson/topology'],
  'packages/server': [
    '@keelson/protocol',
    '@keelson/engine',
    '@keelson/compose',
    '@keelson/balancer',
    '@keelson/images',
    '@keelson/topology',
  ],
  'packages/cli': [
    '@keelson/protocol',
    '@keelson/engine',
    '@keelson/compose',
    '@keelson/images',
    '@keelson/topology',
  ],
}

/** The only modules of the product that start programs. */
const startsPrograms = ['packages/engine/src/process.ts']

const sources: SourceFile[] = globSync(
  ['packages/*/src/**/*.{ts,vue}', 'images/src/**/*.ts', 'catalog/*/**/*.{ts,vue}'],
  {
    cwd: root,
  },
)
  .filter((path) => !path.includes('node_modules') && !path.includes('/dist/'))
  .sort()
  .map((path) => ({ path, imports: importsOf(readFileSync(join(root, path), 'utf8')) }))

const problems: string[] = []

for (const { path, imports } of sources) {
  const home = homeOf(path)
  const isTest = path.endsWith('.test.ts')
  for (const { specifier } of imports) {
    if (specifier.startsWith('@keelson/')) {
      const [scope, name] = specifier.split('/')
      const allowed = arrows[home]
      // A catalog app stands alone; its tests bring it up with the engine.
      if (
        allowed === undefined
          ? !isTest && !path.includes('/test/')
          : !isTest && !allowed.includes(`${scope}/${name}`)
      ) {
        problems.push(`${path}: ${home} may not import ${specifier}`)
      }
    } else if (specifier.startsWith('.')) {
      const target = relative('.', join(dirname(path), specifier))
      if (homeOf(target) !== home)
        problems.push(`${path}: reaches into ${target}; import the package by name`)
      const feature = /packages\/web\/src\/features\/([^/]+)\//
      const [from, to] = [feature.exec(path)?.[1], feature.exec(target)?.[1]]
      if (from && to && from !== to) problems.push(`${path}: feature ${from} may not import feature ${to}`)
    } else if (
      /^(node:)?child_process$/.test(specifier) &&
      !isTest &&
      !startsPrograms.includes(path) &&
      home.startsWith('packages')
    ) {
      problems.push(`${path}: programs are started by ${startsPrograms.join(', ')} only`)
    }
  }
}

for (const circle of circles(sources)) problems.push(`circle: ${circle.join(' → ')}`)

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

function homeOf(path: string): string {
  const parts = path.split('/')
  return parts[0] === 'images' ? 'images' : parts.slice(0, 2).join('/')
}
