import type { Source } from '../../src/core/source.ts'

/** A source of the given files; bytes where the text will not do. */
export function createSource(files: Readonly<Record<string, string | Uint8Array>>): Source {
  const paths = Object.keys(files).sort()
  return {
    kind: 'memory',
    root: '',
    commit: null,
    skipped: [],
    list: () => paths.map((path) => ({ path, blob: null, size: null })),
    has: (path) => Object.hasOwn(files, path),
    hasDirectory: (path) => path === '' || paths.some((other) => other.startsWith(`${path}/`)),
    read(path) {
      const content = Object.hasOwn(files, path) ? files[path] : undefined
      return content === undefined ? null : typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    readEach() {
      throw new Error('not needed here')
    },
  }
}
