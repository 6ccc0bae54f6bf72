import type { ManifestPosition } from '../core/migration.ts'
import type { JsonNode } from './json-document.ts'
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
  return {
    get count() {
      return problems.length
    },
    at: (path, message) => void problems.push({ ...locate(file, node, path), message }),
    atKey(path, key, message) {
      const { line, column } = findNode(node, path).members.get(key) ?? findNode(node, path)
      problems.push({ file, line, column, message })
    },
    position: (path) => locate(file, node, path),
    below: (path) => createReporter(file, findNode(node, path), problems),
  }
}

function locate(file: string, node: JsonNode, path: JsonPath): ManifestPosition {
  const { line, column } = findNode(node, path)
  return { file, line, column }
}

/** The value at the path, or the nearest above it. */
export function findNode(node: JsonNode, path: JsonPath): JsonNode {
  let found = node
  for (const key of path) {
    const next = typeof key === 'number' ? found.items[key] : found.members.get(key)?.node
    if (!next) return found
    found = next
  }
  return found
}
