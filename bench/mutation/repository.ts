import { execFileSync } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const KEPT = /\.(?:py|pyi|[mc]?[jt]sx?|json|toml|cfg|ini|ya?ml|vue|svelte|astro)$|\/py\.typed$/
const MAX_BYTES = 1_000_000

/** The text files of a repository's work tree that take part in a run. */
export function readRepository(root: string): Map<string, string> {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, maxBuffer: 1 << 28 })
    .toString('utf8')
    .split('\0')
  const files = new Map<string, string>()
  for (const path of listed) {
    if (!KEPT.test(path) || /(?:^|\/)node_modules\//.test(path)) continue
    try {
      const stat = lstatSync(join(root, path))
      if (!stat.isFile() || stat.size > MAX_BYTES) continue
      const text = readFileSync(join(root, path), 'utf8')
      if (!text.includes('\ufffd') && !text.startsWith('\ufeff')) files.set(path, text)
    } catch {
      // A snapshot may lack listed files.
    }
  }
  return files
}
