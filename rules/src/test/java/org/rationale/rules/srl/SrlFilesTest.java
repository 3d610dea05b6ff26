package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

class SrlFilesTest {

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<Diagnostic> problems(Path... files) {
    return catchThrowableOfType(
            InvalidInputException.class, () -> new SrlReader().read(List.of(files)))
        .diagnostics();
  }

  @Test
  void importsAreReadOnceAlsoInACycle() throws IOException {
    Path a =
        write(
            "a.srl",
            "PREFIX : <http://e/>\nIMPORTS <sub/b.srl>\nRULE :a { ?x :p 1 } WHERE { ?x :p 2 }");
    Path b =
        write(
            "sub/b.srl",
            "BASE <http://elsewhere/> PREFIX : <http://f/> PREFIX e: <http://e/>"
                + " IMPORTS <../a.srl> RULE { ?x :p 3 } WHERE { ?x :p <4> }");

    RuleSet rules = new SrlReader().read(List.of(a, b, a));

    assertThat(rules.rules()).extracting(Rule::id).containsExactly("http://e/a", "b.srl#1");
    assertThat(rules.prefixes())
        .containsExactly(Map.entry("", "http://e/"), Map.entry("e", "http://e/"));
  }

  @Test
  void relativeIriIsResolvedAgainstTheFile() throws IOException {
    Path file = write("a.srl", "DATA { <x> <p> <#y> }");

    assertThat(new SrlReader().read(file).data().getFirst().getSubject().getURI())
        .isEqualTo(folder.resolve("x").toUri().toString());
  }

  @Test
  void fileNamesThatRepeatAreToldApart() throws IOException {
    String text = "RULE { ?x a <http://e/T> } WHERE { ?x <http://e/p> 1 }";
    Path first = write("one/r.srl", text);
    Path second = write("two/r.srl", text);

    assertThat(new SrlReader().read(List.of(first, second)).rules())
        .extracting(Rule::id)
        .containsExactly("r.srl#1", second + "#1");
  }

  @Test
  void oneIriInTwoFilesIsAnError() throws IOException {
    String text = "RULE <http://e/r> { ?x a <http://e/T> } WHERE { ?x <http://e/p> 1 }";
    Path first = write("a.srl", text);
    Path second = write("b.srl", "\n" + text);

    Diagnostic problem = problems(first, second).getFirst();

    assertThat(problem.code()).isEqualTo("duplicate-rule");
    assertThat(problem.place()).isEqualTo(second + ":2:1");
    assertThat(problem.message()).contains(first + ":1:1");
  }

  @Test
  void whatCannotBeReadIsReportedWhereItWasAskedFor() throws IOException {
    Path missing = folder.resolve("missing.srl");
    Path importing = write("a.srl", "IMPORTS <gone.srl> IMPORTS <%zz>");
    Path latin =
        Files.write(folder.resolve("latin.srl"), "# é".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problems(missing, importing, latin, folder))
        .extracting(problem -> problem.code() + " " + problem.place())
        .containsExactlyInAnyOrder(
            "missing-file " + missing,
            "missing-file " + importing + ":1:9",
            "import-refused " + importing + ":1:28",
            "unreadable-file " + latin,
            "unreadable-file " + folder);
  }

  @Test
  void fileBaseIsWhereImportsAreLookedFor() throws IOException {
    write("lib/b.srl", "DATA { <http://e/s> <http://e/p> 1 }");
    String text = "BASE <%slib/> IMPORTS <b.srl>".formatted(folder.toUri());

    assertThat(new SrlReader().readText(text, "text").data()).hasSize(1);
  }

  @Test
  void compressedFileAndByteOrderMarkAreRead() throws IOException {
    Path file = folder.resolve("a.srl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\uFEFFDATA { <http://e/s> <http://e/p> 1 }".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(new SrlReader().read(file).data()).hasSize(1);
  }
}
