import { UserError } from '../core/user-error.ts'

/** One thing wrong with a manifest. */
export interface ManifestProblem {
  /** Repo-relative path of the manifest file, as messages show it. */
  readonly file: string
  /** 1-based; 0 (line and column both) speaks of the file as a whole, which may not even exist. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  /** What is wrong, and after a dash what to do about it. */
  readonly message: string
}

/** `migrations.json:14:7 message — cure`; without a position `migrations.json: message — cure`. */
export function formatProblem({ file, line, column, message }: ManifestProblem): string {
  return line > 0 ? `${file}:${line}:${column} ${message}` : `${file}: ${message}`
}

/** Every problem of one reading of the manifest, in the order of the files and of the lines. */
export class ManifestError extends UserError {
  readonly problems: readonly ManifestProblem[]

  constructor(problems: readonly ManifestProblem[]) {
    super(...problems.map(formatProblem))
    this.problems = problems
  }
}

/** A manifest problem about the file as a whole. */
export function fileProblem(file: string, message: string): ManifestProblem {
  return { file, line: 0, column: 0, message }
}

/** Problems file by file in the order the files were read, each file's from top to bottom, none twice. */
export function sortProblems(problems: readonly ManifestProblem[]): readonly ManifestProblem[] {
  const order = new Map<string, number>()
  for (const { file } of problems) if (!order.has(file)) order.set(file, order.size)
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]))
  return [...unique.values()].sort(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}
