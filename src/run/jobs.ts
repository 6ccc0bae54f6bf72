import { outlineOfFacts } from '../core/dangling-outline.ts'
import { decode } from '../core/decode.ts'
import type { LanguageId } from '../core/migration.ts'
import { OutlinePacker, type PackedOutlines } from '../core/outline-pack.ts'
import { isEmbedding } from '../languages/embedded/document.ts'
import { loadLanguage } from '../languages/registry.ts'

/*
 * Work that threads can share: what is done with each of many files, made from plain data on either side and giving
 * plain data. A new kind of work is an entry in `Jobs` and one in `MAKERS`.
 */

export interface Jobs {
  /** Outline every file of a language that is code itself. What cannot be decoded has none. */
  readonly outline: { readonly order: { readonly language: LanguageId }; readonly result: PackedOutlines }
}

export type JobName = keyof Jobs

export interface Job<Result> {
  /** @param place of the file among those asked for. The bytes are valid only during the call. */
  visit(place: number, path: string, bytes: Uint8Array): void
  /** Called once, after all visits. */
  finish(): { readonly result: Result; readonly transfer: readonly ArrayBuffer[] }
}

const MAKERS: { readonly [Name in JobName]: (order: Jobs[Name]['order']) => Promise<Job<Jobs[Name]['result']>> } = {
  async outline({ language: id }) {
    const { outline, analyze, publishesBeyond } = await loadLanguage(id)
    const read = outline ?? ((path, text) => outlineOfFacts(analyze(path, text), publishesBeyond?.(path, text) ?? false))
    const packer = new OutlinePacker()
    return {
      visit(place, path, bytes) {
        const { text } = isEmbedding(path) ? { text: null } : decode(path, bytes)
        if (text !== null) packer.add(place, read(path, text))
      },
      finish() {
        const result = packer.finish()
        return { result, transfer: [result.numbers.buffer, result.places.buffer] }
      },
    }
  },
}

export const createJob = <Name extends JobName>(name: Name, order: Jobs[Name]['order']): Promise<Job<Jobs[Name]['result']>> => MAKERS[name](order)
