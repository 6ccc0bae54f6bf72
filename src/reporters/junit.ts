import junitModule, { type Builder } from 'junit-report-builder'
import type { Finding } from '../core/finding.ts'
import { groupByFile } from './collapse.ts'
import { toPrintable, toXmlText } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fixText, fullMessage } from './wording.ts'

/**
 * JUnit XML: a suite for each file, a case for each finding. Errors are failures; warnings and notes pass with their
 * text on standard output. A clean run is one passing case, since readers refuse a report without any.
 */
export const junit: Reporter = {
  name: 'junit',
  render(report) {
    const builder = rootBuilder().newBuilder().name('repoint')
    const files = groupByFile(report.findings, true)
    for (const { path, groups } of files) {
      const suite = builder.testSuite().name(toText(path))
      for (const { head } of groups) {
        const test = suite
          .testCase()
          .className(toText(path))
          .name(toText(nameOf(head)))
          .file(toText(path))
        const place = `${head.path}:${head.line}:${head.column}`
        const text = [
          place,
          `${head.level}, ${head.consequence}: ${fullMessage(head)} (${fixText(head)})`,
          // No line begins as the code does: a log would take `::error::` for a command.
          `${head.line} | ${head.snippet.replaceAll('\t', '    ')}`,
        ]
          .map(toPrintable)
          .join('\n')
        if (head.level === 'error')
          test.failure(toText(fullMessage(head)), toText(head.migration)).stacktrace(toCdata(text))
        else test.standardOutput(toCdata(text))
      }
    }
    if (files.length === 0)
      builder.testSuite().name('repoint').testCase().className('repoint').name('no stale references')
    return `${builder.build().trimEnd()}\n`
  },
}

const toText = (text: string): string => toXmlText(toPrintable(text))

/** The builder writes longer texts as CDATA, and does not part what would end it. */
const toCdata = (text: string): string => toXmlText(text).replaceAll(']]>', ']] >')

const nameOf = (finding: Finding): string =>
  `${finding.migration}: ${finding.symbol} (${finding.kind}) at ${finding.line}:${finding.column}`

/** Node hands out the package's CommonJS build as the builder itself; its types, and bundlers, say `default`. */
const rootBuilder = (): Builder => {
  const loaded: unknown = junitModule
  return isBuilder(loaded) ? loaded : junitModule.default
}

const isBuilder = (value: unknown): value is Builder =>
  typeof value === 'object' && value !== null && 'newBuilder' in value && typeof value.newBuilder === 'function'
