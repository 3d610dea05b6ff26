package org.rationale.explanations;

import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.rationale.kg.Sha256;

/**
 * A page that needs nothing but itself: no network, no script, one style sheet. Its policy lets a
 * browser apply exactly that style sheet, by its hash, and show pictures that stand in the page
 * itself, and refuses everything else.
 *
 * @param title in words
 * @param meta further elements of the head
 * @param body what is seen
 */
record HtmlPage(String title, Html meta, Html body) {

  static String write(String title, Html body) {
    return new HtmlPage(title, text(""), body).write();
  }

  String write() {
    String css = sheet("report.css");
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    Html.Element head =
        el(
            "head",
            el("meta").with("charset", "utf-8"),
            el("meta")
                .with("http-equiv", "Content-Security-Policy")
                .with(
                    "content",
                    "default-src 'none'; style-src 'sha256-"
                        + hash(css)
                        + "'; img-src data:; base-uri 'none'; form-action 'none'"),
            el("meta")
                .with("name", "viewport")
                .with("content", "width=device-width, initial-scale=1"),
            el("meta").with("name", "referrer").with("content", "no-referrer"),
            meta,
            el("title", title),
            new Html.Style(css));
    el("html", List.of(head, text("\n"), el("body", body)))
        .with("lang", "en")
        .with("dir", "ltr")
        .write(out);
    return out.append('\n').toString();
  }

  /** A style sheet of this package. */
  static String sheet(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            HtmlPage.class.getResourceAsStream(name), name + " is not packaged")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String css) {
    return Base64.getEncoder()
        .encodeToString(Sha256.digest().digest(css.getBytes(StandardCharsets.UTF_8)));
  }
}
