#!/usr/bin/env bash
# Chromium and CJK fonts come from the system. As root they are installed; otherwise the command
# is named. In CI a missing part is a failure, never a silent skip.
set -uo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0
command="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && $command -qq >/dev/null && exit 0
fi
echo "浏览器测试缺少：${missing[*]}。请执行 / The browser tests need: sudo $command" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
