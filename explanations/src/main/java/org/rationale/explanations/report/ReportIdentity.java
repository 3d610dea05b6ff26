package org.rationale.explanations.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;

/**
 * What a report says that was decided with.
 *
 * @param said the case, the pack and the hashes of the pack and its parts, by what they are
 * @param files the SHA-256 of each of the pack's files by its name
 * @param parts the part of the pack that each file belongs to
 * @param models hashes of what read the inputs
 * @param shown how the report shows a text from outside
 */
record ReportIdentity(
    Map<String, String> said,
    Map<String, String> files,
    Map<String, String> parts,
    List<String> models,
    UnaryOperator<String> shown) {

  private static final List<String> PARTS = List.of("knowledge", "rules", "models", "settings");
  private static final Pattern MARKED = Pattern.compile("data-identity=\"([a-z0-9-]+)\">([^<]*)<");
  private static final Pattern FILE =
      Pattern.compile(
          "<tr data-part=\"([a-z]+)\"><th scope=\"row\"><bdi>([^<]*)</bdi></th>\\s*"
              + "<td>([a-z]+)</td>\\s*<td><code>([^<]*)</code></td>");

  /** What a page shows by its number instead, as in {@code [U+202E]}. */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\\n\\t\\u00AD\\u200D]]");

  /**
   * Reads a page.
   *
   * @param plain undoes the page's escapes
   */
  static ReportIdentity ofPage(String page, UnaryOperator<String> plain) {
    Map<String, String> said = new TreeMap<>();
    List<String> models = new ArrayList<>();
    Matcher marked = MARKED.matcher(page);
    while (marked.find()) {
      String value = plain.apply(marked.group(2));
      if (marked.group(1).equals("model-sha256")) {
        models.add(value);
      } else {
        said.put(marked.group(1), value);
      }
    }
    Map<String, String> files = new TreeMap<>();
    Map<String, String> parts = new TreeMap<>();
    Matcher file = FILE.matcher(page);
    while (file.find()) {
      String name = plain.apply(file.group(2));
      files.put(name, file.group(4));
      parts.put(name, file.group(1).equals(file.group(3)) ? file.group(1) : "");
    }
    return new ReportIdentity(said, files, parts, models, ReportIdentity::visible);
  }

  static ReportIdentity ofJson(JsonNode report) {
    Map<String, String> said = new TreeMap<>();
    JsonNode pack = report.path("pack");
    said.put("case", report.at("/case/id").asText());
    said.put("case-sha256", report.at("/case/sha256").asText());
    said.put("pack", pack.path("name").asText());
    said.put("version", pack.path("version").asText());
    said.put("pack-sha256", pack.path("sha256").asText());
    Map<String, String> files = new TreeMap<>();
    Map<String, String> parts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> part : pack.path("parts").properties()) {
      said.put(part.getKey() + "-sha256", part.getValue().path("sha256").asText());
      for (Map.Entry<String, JsonNode> file : part.getValue().path("files").properties()) {
        files.put(file.getKey(), file.getValue().asText());
        parts.put(file.getKey(), part.getKey());
      }
    }
    List<String> models = new ArrayList<>();
    report.path("models").forEach(model -> models.add(model.path("sha256").asText()));
    return new ReportIdentity(said, files, parts, models, UnaryOperator.identity());
  }

  /** A text as a page shows it. */
  static String visible(String text) {
    return HIDDEN
        .matcher(text)
        .replaceAll(c -> String.format(Locale.ROOT, "[U+%04X]", c.group().codePointAt(0)));
  }

  /** The first thing that the certificate does not have so. */
  Optional<String> disagreement(Certificate.Identity proved) {
    Map<String, String> expected = new TreeMap<>();
    expected.put("case", shown.apply(proved.caseId()));
    expected.put("case-sha256", proved.caseSha256());
    expected.put("pack", shown.apply(proved.pack()));
    expected.put("version", shown.apply(proved.version()));
    expected.put("pack-sha256", proved.sha256());
    for (String part : PARTS) {
      SortedMap<String, String> own = new TreeMap<>(proved.files());
      own.keySet().removeIf(name -> !part.equals(parts.get(shown.apply(name))));
      expected.put(part + "-sha256", manifest(own));
    }
    for (Map.Entry<String, String> one : expected.entrySet()) {
      String says = said.getOrDefault(one.getKey(), "nothing");
      if (!says.equals(one.getValue())) {
        return Optional.of(
            "it says of %s: %s; by the certificate it is %s"
                .formatted(one.getKey().replace('-', ' '), says, one.getValue()));
      }
    }
    Map<String, String> listed = new TreeMap<>();
    proved.files().forEach((name, sha256) -> listed.put(shown.apply(name), sha256));
    if (!listed.equals(files) || !PARTS.containsAll(parts.values())) {
      return Optional.of("it lists other files, or other parts of the pack, than the certificate");
    }
    return models.containsAll(proved.models())
        ? Optional.empty()
        : Optional.of("it leaves out a model that read something by the certificate");
  }

  private static String manifest(SortedMap<String, String> files) {
    StringBuilder text = new StringBuilder();
    files.forEach((name, sha256) -> text.append(name).append('\n').append(sha256).append('\n'));
    return Canonical.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
