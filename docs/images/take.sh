#!/bin/sh
# Takes the pictures of README.md again. Needs Chromium. Run it from the repository's root.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
./rationale decide --format html --out "$folder"

# take SECTION WIDTH HEIGHT FILE: one section of the report, from its heading down.
take() {
  # A frame can start at a section; Chromium's own picture always starts at the top.
  cat >"$folder/frame.html" <<END
<!DOCTYPE html><style>body{margin:0}iframe{border:0;width:$2px;height:$3px}</style>
<iframe src="pneumonia.html#$1" scrolling="no"></iframe>
END
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
    --window-size="$2,$3" --screenshot="$4" "file://$folder/frame.html"
}

take answer 1000 760 docs/images/answer.png
take proof 1000 1270 docs/images/report.png
take inputs 1000 430 docs/images/note.png
