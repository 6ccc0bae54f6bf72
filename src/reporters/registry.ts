import type { Reporter } from './reporter.ts'

/** Loaded one by one: a run pays for the formats it writes. */
const LOADERS = {
  stylish: async () => (await import('./stylish.ts')).stylish,
  json: async () => (await import('./json.ts')).json,
  status: async () => (await import('./json.ts')).status,
  unix: async () => (await import('./unix.ts')).unix,
  github: async () => (await import('./github.ts')).github,
  sarif: async () => (await import('./sarif.ts')).sarif,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  junit: async () => (await import('./junit.ts')).junit,
  checkstyle: async () => (await import('./checkstyle.ts')).checkstyle,
  rdjson: async () => (await import('./rdjson.ts')).rdjson,
  agent: async () => (await import('./agent.ts')).agent,
  diff: async () => (await import('./diff.ts')).diff,
  html: async () => (await import('./html.ts')).html,
} satisfies Record<string, () => Promise<Reporter>>

export type ReporterName = keyof typeof LOADERS

export const REPORTER_NAMES = Object.keys(LOADERS) as readonly ReporterName[]

export const isReporterName = (name: string): name is ReporterName => Object.hasOwn(LOADERS, name)

export const loadReporter = (name: ReporterName): Promise<Reporter> => LOADERS[name]()
