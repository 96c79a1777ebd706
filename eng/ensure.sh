# Sourced by run and test: what both need on a bare machine that has the .NET SDK and the system's package manager.
# Everything here is quick and silent when it is there already, and needs the network only for what is not.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# We leave no compiler or build server behind, ask nothing and report nothing.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

ensure_dotnet() {
  command -v dotnet >/dev/null ||
    die "The .NET SDK 10 is missing. Install it (https://dotnet.microsoft.com/download) and try again."
}

# Building takes the SDK's version that global.json asks for. What is built needs no asking, which takes a moment.
ensure_sdk() {
  ensure_dotnet
  (cd "$root" && dotnet --version >/dev/null 2>&1) ||
    die "The .NET SDK 10 is missing; dotnet has: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# The same places as PostgresBinaries.cs looks in.
have_postgres() {
  command -v initdb >/dev/null && command -v postgres >/dev/null && return
  local initdb
  for initdb in "${Store__Postgres__BinariesFolder:-/nowhere}"/initdb /usr/lib/postgresql/*/bin/initdb \
    /usr/pgsql-*/bin/initdb /usr/libexec/postgresql*/initdb /usr/local/pgsql/bin/initdb \
    /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb \
    /home/linuxbrew/.linuxbrew/opt/postgresql*/bin/initdb; do
    [ -x "$initdb" ] && return
  done
  return 1
}

have_font() {
  [ -n "${Store__Documents__FontPath:-}" ] && return
  local found
  found=$(find -L /usr/share/fonts /usr/local/share/fonts /Library/Fonts "$root/node_modules/@expo-google-fonts" \
    \( -name 'ipaexg.ttf' -o -name 'ipag.ttf' -o -name 'NotoSansJP*egular.ttf' -o -name 'BIZUDPGothic*egular.ttf' \) \
    2>/dev/null | head -n 1)
  [ -n "$found" ]
}

# The same names and places as Chromium.cs of the page's tests looks for.
have_browser() {
  [ -n "${STORE_TEST_CHROMIUM:-}" ] && return
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome chrome \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    command -v "$name" >/dev/null && return
  done
  return 1
}

manager() {
  local name
  for name in apt-get dnf apk brew; do
    command -v "$name" >/dev/null && printf '%s' "$name" && return
  done
}

package_of() { # manager, need
  case "$1 $2" in
    "apt-get postgres") echo "postgresql" ;;
    "dnf postgres") echo "postgresql-server" ;;
    "apk postgres") echo "postgresql setpriv" ;;
    "brew postgres") echo "postgresql@17" ;;
    "apt-get font") echo "fonts-ipaexfont-gothic" ;;
    "dnf font") echo "ipa-ex-gothic-fonts" ;;
    "apk font") echo "font-ipaex" ;;
    "brew font") echo "font-ipaexfont" ;;
    "apt-get readers") echo "poppler-utils qpdf" ;;
    "dnf readers" | "apk readers") echo "poppler-utils qpdf" ;;
    "brew readers") echo "poppler qpdf" ;;
    "apt-get node" | "dnf node" | "apk node") echo "nodejs" ;;
    "brew node") echo "node" ;;
    "apt-get browser" | "dnf browser" | "apk browser") echo "chromium" ;;
    "brew browser") echo "--cask chromium" ;;
  esac
}

# Runs a command as root: as we are, or through a sudo that asks for no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  [ "$1" = brew ] || [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

install_with_apt() {
  # Debian's package would start a server of its own at once; ours needs only the programs.
  local no_cluster=/etc/postgresql-common/createcluster.d/no-main-cluster.conf made=
  if [ ! -e "$no_cluster" ] && ! command -v pg_createcluster >/dev/null; then
    as_root mkdir -p "${no_cluster%/*}"
    echo "create_main_cluster = false" | as_root tee "$no_cluster" >/dev/null
    made=1
  fi
  as_root apt-get -qq update || true
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" >/dev/null
  local code=$?
  [ -n "$made" ] && as_root rm -f "$no_cluster"
  return $code
}

install() { # manager, packages
  local with=$1
  shift
  say "Installing $* with $with …"
  case $with in
    apt-get) install_with_apt "$@" ;;
    dnf) as_root dnf -q -y install "$@" ;;
    apk) as_root apk add -q "$@" ;;
    brew) brew install -q "$@" ;;
  esac </dev/null >&2
}

ensure_postgres() {
  have_postgres && return
  local with packages
  with=$(manager)
  packages=$(package_of "$with" postgres)
  if [ -n "$with" ] && may_install "$with"; then
    # shellcheck disable=SC2086 # a list of packages
    install "$with" $packages && have_postgres && return
    die "PostgreSQL's server programs could not be installed with $with. $instead_of_postgres"
  fi
  [ -n "$with" ] && die "PostgreSQL's server programs are missing, and installing them takes root's rights. As root:
  $with install $packages
$instead_of_postgres"
  die "PostgreSQL's server programs (15 or newer) are missing: install them. $instead_of_postgres"
}

# A document can't be drawn without a font, but everything else works: so its lack is told, and is no failure.
ensure_font() {
  have_font && return
  local with packages
  with=$(manager)
  packages=$(package_of "$with" font)
  if [ -n "$with" ] && may_install "$with"; then
    # shellcheck disable=SC2086
    install "$with" $packages && have_font && return
  fi
  say "No Japanese font was found, so PDF documents can't be drawn. ${packages:+Install $packages, or name}${packages:-Name} \
a TrueType font's file in Store__Documents__FontPath."
}

# Readers that we did not write look at the documents too, where they are to be had; our own do in any case.
ensure_readers() {
  command -v pdftotext >/dev/null && command -v qpdf >/dev/null && return
  local with packages
  with=$(manager)
  packages=$(package_of "$with" readers)
  # shellcheck disable=SC2086
  [ -n "$with" ] && may_install "$with" && install "$with" $packages && return
  say "pdftotext and qpdf are missing, so documents are checked by the suite's own reading only."
}

# The second verifier of bundles runs on Node; without it the first one is tested alone, and that is told.
ensure_node() {
  command -v node >/dev/null && return
  local with packages
  with=$(manager)
  packages=$(package_of "$with" node)
  if [ -n "$with" ] && may_install "$with"; then
    # shellcheck disable=SC2086
    install "$with" $packages && command -v node >/dev/null && return
  fi
  say "There is no Node, so verify.mjs is not tested. ${packages:+Install $packages.}"
}

# The page under /audit is tested in a browser; without one those tests fail and say so.
ensure_browser() {
  have_browser && return
  local with packages
  with=$(manager)
  packages=$(package_of "$with" browser)
  if [ -n "$with" ] && may_install "$with"; then
    # shellcheck disable=SC2086
    install "$with" $packages && have_browser && return
  fi
  say "No Chromium was found, so the page's tests will fail. Install it, or name a browser in STORE_TEST_CHROMIUM."
}

# Packages come from the lock files; what is in the local cache is not asked for again.
restore() { # project or solution
  dotnet restore "$1" --locked-mode -v quiet </dev/null >&2 ||
    die "The packages could not be restored (the first time needs the network)."
}

# Whether anything that goes into a build is newer than the mark that the last one left: files, and folders that lost some.
stale() { # mark, folders…
  local mark=$1
  shift
  [ ! -e "$mark" ] && return
  [ -n "$(cd "$root" && find "$@" Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json \
    .editorconfig \( -name bin -o -name obj \) -prune -o -newer "$mark" -print 2>/dev/null | head -n 1)" ]
}

# Restores and builds for release, where something has changed since the last time.
build() { # project or solution, mark, folders that go into it…
  local target=$1 mark=$2 folder
  shift 2
  stale "$mark" "$@" || return 0
  ensure_sdk
  say "Building …"
  restore "$target"
  for folder in "$root"/src/*/ "$root"/tests/*/; do mkdir -p "$folder/bin" "$folder/obj"; done
  # The mark bears the time before the build, so that what is edited meanwhile is built the next time.
  mkdir -p "${mark%/*}" && touch "$mark.next"
  dotnet msbuild "$target" -p:Configuration=Release -m -nologo -v:quiet -clp:NoSummary </dev/null >&2 ||
    die "The build failed."
  mv "$mark.next" "$mark"
}
