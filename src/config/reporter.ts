import type { ManifestPosition } from '../core/migration.ts'
import { findMember, type JsonNode } from './json-document.ts'
import type { ManifestProblem } from './problem.ts'

export type JsonPath = readonly (string | number)[]

/** Collects problems of one value of one file, each at its place below that value. */
export interface Reporter {
  /** Problems so far, of the whole reading. */
  readonly count: number
  /** A path that does not exist stands for the nearest one above it that does. */
  at(path: JsonPath, message: string): void
  /** At a key of the object at `path`. */
  atKey(path: JsonPath, key: string, message: string): void
  position(path: JsonPath): ManifestPosition
  below(path: JsonPath): Reporter
}

export function createReporter(file: string, node: JsonNode, problems: ManifestProblem[]): Reporter {
  return new NodeReporter(file, node, problems)
}

class NodeReporter implements Reporter {
  readonly #file: string
  readonly #node: JsonNode
  readonly #problems: ManifestProblem[]

  constructor(file: string, node: JsonNode, problems: ManifestProblem[]) {
    this.#file = file
    this.#node = node
    this.#problems = problems
  }

  get count(): number {
    return this.#problems.length
  }

  at(path: JsonPath, message: string): void {
    this.#problems.push({ ...this.position(path), message })
  }

  atKey(path: JsonPath, key: string, message: string): void {
    const above = findNode(this.#node, path)
    const { line, column } = findMember(above, key) ?? above
    this.#problems.push({ file: this.#file, line, column, message })
  }

  position(path: JsonPath): ManifestPosition {
    const { line, column } = findNode(this.#node, path)
    return { file: this.#file, line, column }
  }

  below(path: JsonPath): Reporter {
    return new NodeReporter(this.#file, findNode(this.#node, path), this.#problems)
  }
}

/** The value at the path, or the nearest above it. */
export function findNode(node: JsonNode, path: JsonPath): JsonNode {
  let found = node
  for (const key of path) {
    const next = typeof key === 'number' ? found.items[key] : findMember(found, key)?.node
    if (!next) return found
    found = next
  }
  return found
}

/** `a list`, `null`, `a number`: a JSON value's type for people. */
export function describeType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
