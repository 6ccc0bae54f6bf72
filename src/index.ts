/** The programmatic interface: the same runs as the command line, as data. */
export {
  CONSEQUENCES,
  type Applicability,
  type Consequence,
  type FileEdit,
  type Finding,
  type FindingKind,
  type Fix,
} from './core/finding.ts'
export { LEVELS, type LanguageId, type Level, type Manifest, type Migration } from './core/migration.ts'
export type {
  MigrationCount,
  ReportStatus,
  ReportSummary,
  RunReport,
  SuppressedFinding,
  UnanalysablePlace,
} from './core/report.ts'
export type {
  ChangedFile,
  Explanation,
  Gate,
  RunMode,
  RunOptions,
  RunResult,
  WriteOptions,
  WriteOutcome,
} from './core/run-options.ts'
export type { SkippedFile, Source, SourceEntry } from './core/source.ts'
export { UserError } from './core/user-error.ts'
export { explain } from './explain.ts'
export { run, runOn, validate, writeChanges } from './run.ts'
export { createMemorySource } from './sources/memory.ts'
