/*
 * Top-level modules of the standard library: `sys.stdlib_module_names` of CPython 3.11 to 3.14, and what older
 * versions had (PEP 594 removals, distutils, the names Python 2 code still guards with `except ImportError`).
 */
const NAMES = `
__builtin__ __future__ __main__ abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
audioop base64 bdb binascii binhex bisect builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk cmath cmd
code codecs codeop collections colorsys commands compileall compression concurrent ConfigParser configparser contextlib
contextvars Cookie cookielib copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
distutils doctest dummy_threading email encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput
fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
hmac html HTMLParser http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib
pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
pyclbr pydoc pydoc_data pyexpat Queue queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket SocketServer socketserver spwd sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string StringIO stringprep struct subprocess sunau symbol
symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit Tkinter
tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
urllib urllib2 urlparse uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
zipfile zipimport zlib zoneinfo
`

const STANDARD_LIBRARY: ReadonlySet<string> = new Set(NAMES.split(/\s+/).filter((name) => name !== ''))

export function isStandardLibrary(topLevel: string): boolean {
  return STANDARD_LIBRARY.has(topLevel)
}

/** Submodules that the documentation of CPython names, by package: every other attribute is a symbol. */
const SUBMODULES = `
asyncio events exceptions futures locks protocols queues runners streams subprocess taskgroups tasks timeouts transports
collections abc
compression bz2 gzip lzma zlib zstd
concurrent futures futures.process futures.thread interpreters
ctypes util wintypes
curses ascii panel textpad
dbm dumb gnu ndbm sqlite3
email charset contentmanager encoders errors feedparser generator header headerregistry iterators message mime
email mime.application mime.audio mime.base mime.image mime.message mime.multipart mime.nonmultipart mime.text parser policy utils
html entities parser
http client cookiejar cookies server
importlib abc machinery metadata readers resources resources.abc simple util
json decoder encoder scanner tool
logging config handlers
multiprocessing connection context dummy managers pool process queues reduction shared_memory sharedctypes synchronize util
os path
pathlib types
sqlite3 dbapi2
string templatelib
tkinter colorchooser commondialog constants dialog dnd filedialog font messagebox scrolledtext simpledialog tix ttk
unittest async_case case loader main mock result runner signals suite util
urllib error parse request response robotparser
wsgiref handlers headers simple_server types util validate
xml dom dom.minidom dom.pulldom etree etree.ElementTree etree.cElementTree parsers parsers.expat sax sax.handler sax.saxutils sax.xmlreader
xmlrpc client server
`

const PACKAGES = new Map<string, Set<string>>()
for (const line of SUBMODULES.split('\n')) {
  const [name = '', ...below] = line.split(' ')
  if (name !== '') PACKAGES.set(name, new Set([...(PACKAGES.get(name) ?? []), ...below]))
}
/** Packages of which hardly anything is documented. */
const OPEN = new Set(['distutils', 'encodings', 'idlelib', 'lib2to3', 'turtledemo', 'ensurepip', 'pydoc_data'])

/** What a dotted name of the standard library is; null: it is none of it, or nobody says. */
export function standardKind(dotted: string): 'module' | 'symbol' | null {
  const [top = '', ...rest] = dotted.split('.')
  if (!STANDARD_LIBRARY.has(top) || OPEN.has(top)) return null
  return rest.length === 0 || PACKAGES.get(top)?.has(rest.join('.')) ? 'module' : 'symbol'
}
