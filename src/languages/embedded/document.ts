import type { ModuleFacts } from '../../core/facts.ts'
import type { Span, TextEdit } from '../../core/span.ts'

/**
 * Code inside another file: a script block, a notebook. `text` is what the language analyses and plans on; everything
 * found in it is told in positions of the outer file, and edits go back there.
 */
export interface EmbeddedDocument {
  /** Path for the language's dialect: `page.vue` with `lang="ts"` is analysed as `page.vue.ts`. */
  readonly path: string
  /** The code. */
  readonly text: string
  /** Blocks that are modules of their own, though the code holds them all; none: it is one module. */
  readonly modules?: readonly Span[]
  /** What the facts do not know: names the surrounding markup uses keep their spelling. */
  annotate(facts: ModuleFacts): ModuleFacts
  /** Offsets of the code → offsets of the outer file. */
  toOuter(span: Span): Span
  /** The edit in the outer file; null where it would leave the code. */
  translate(edit: TextEdit): TextEdit | null
  /** A pure insertion, moved to where code can stand; other edits as they are. */
  settle(edit: TextEdit): TextEdit
}

const COMPONENT = /\.(?:vue|svelte|astro|mdx)$/i
const NOTEBOOK = /\.ipynb$/i

export function isEmbedding(path: string): boolean {
  return COMPONENT.test(path) || NOTEBOOK.test(path)
}

/**
 * Takes the code out of a file; null for a file that is code itself, or holds none.
 * @param refuse hears why the code cannot be taken out, where there may be some.
 */
export type DocumentOpener = (path: string, text: string, refuse: (reason: string) => void) => EmbeddedDocument | null

export async function loadDocumentOpener(): Promise<DocumentOpener> {
  const [{ openComponent }, { openNotebook }] = await Promise.all([import('./component.ts'), import('./notebook.ts')])
  return (path, text, refuse) =>
    NOTEBOOK.test(path) ? openNotebook(path, text, refuse) : COMPONENT.test(path) ? openComponent(path, text) : null
}
