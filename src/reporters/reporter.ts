import type { RunReport } from '../core/report.ts'
import type { ChangedFile } from '../core/run-options.ts'

export interface ReporterContext {
  /** Whether escape sequences for colour may be written. */
  readonly color: boolean
  /** Absolute root of the run; empty where there is none. */
  readonly root: string
  /** Columns of the terminal. */
  readonly width: number
  /** Show every use with its line, not only the first of its kind in a file. */
  readonly verbose: boolean
  /** The planned fixes with both texts of each file; absent where the run planned none. */
  readonly changes?: readonly ChangedFile[]
  /** Why the run failed, for people. */
  readonly reasons?: readonly string[]
}

/** One output format. Pure: the same report gives the same text, whatever the clock and the machine. */
export interface Reporter {
  readonly name: string
  /** The whole output with its final line break; empty where the format says nothing. */
  render(report: RunReport, context: ReporterContext): string
}
