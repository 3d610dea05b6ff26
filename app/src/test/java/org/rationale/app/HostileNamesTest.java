package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, labels and literals from outside are shown as text, whatever is in them. */
class HostileNamesTest {

  private static final String RTL = "\u202E";
  private static final String ESCAPE = "\u001B";
  private static final String LONG = "x".repeat(20_000);

  private static final String PREFIXES =
      """
      PREFIX : <http://e/>
      PREFIX rat: <https://w3id.org/rationale#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      """;

  /** The object of the facts that are asked about. */
  private static final String EVIL =
      "\"<script>alert(1)</script>\\u202Egnp.exe\\u001B[2J\\nrationale: all is well\"";

  @TempDir Path folder;
  private String data = "";
  private String rules = "";

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void write() throws IOException {
    data =
        Files.writeString(
                folder.resolve("data.ttl"),
                PREFIXES
                    + """
                    :ann a :Patient ; rdfs:label "ann\\u202E<b>\\u001B[31m\\nroot" .
                    :long%s a :Patient .
                    << :ann :says %s >> rat:probability 0.8 .
                    << :ann :says :Nothing >> rat:probability 0.3 .
                    """
                        .formatted(LONG, EVIL))
            .toString();
    rules =
        Files.writeString(
                folder.resolve("rules.srl"),
                PREFIXES
                    + """
                    #: label "{?p} <i>said</i> {?t}"
                    #: source "<script>source</script>"
                    RULE :heard { ?p :heard ?t } WHERE { ?p a :Patient . ?p :says ?t . NOT { ?p :takes :Pills } }
                    """)
            .toString();
  }

  private Run run(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--data", data, "--rules", rules));
    all.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  /** Each command with what makes it speak of the hostile fact. */
  private static List<String[]> questions() {
    return List.of(
        new String[] {"why", ":ann :heard " + EVIL},
        new String[] {"why", "--against", ":ann :heard :Nothing", ":ann :heard " + EVIL},
        new String[] {"why-not", "--threshold", "0.9", "--size", "1", ":ann :heard " + EVIL},
        new String[] {"what-if", "--add", ":ann :takes :Pills", ":ann :heard " + EVIL});
  }

  private static String[] with(String[] question, String format) {
    List<String> all = new ArrayList<>(List.of("--format", format));
    all.addAll(List.of(question).subList(1, question.length));
    return all.toArray(String[]::new);
  }

  @Test
  void textShowsMarksThatWouldTurnOrEraseIt() {
    for (String[] question : questions()) {
      Run run = run(question[0], with(question, "text"));
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .as(question[0])
          .doesNotContain(RTL, ESCAPE)
          .contains("[U+202E]", "[U+001B]", "<script>alert(1)</script>")
          // A line break in a name begins no line.
          .contains("ann[U+202E]<b>[U+001B][31m root");
    }
  }

  @Test
  void jsonHasTheTermsAsTheyAre() throws IOException {
    for (String[] question : questions()) {
      Run run = run(question[0], with(question, "json"));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).as(question[0]).doesNotContain(ESCAPE);
      JsonNode json = new ObjectMapper().readTree(run.out());
      JsonNode fact = json.has("fact") ? json.get("fact") : json.at("/contrast/first/fact");
      assertThat(fact.get("o").textValue())
          .startsWith("\"<script>alert(1)</script>")
          .contains("\\n")
          .endsWith("all is well\"");
    }
  }

  @Test
  void pagesRunNothing() {
    for (String[] question : questions()) {
      assertThat(run(question[0], with(question, "html")).out())
          .as(question[0])
          .doesNotContain("<script", "<b>", "<i>", RTL, ESCAPE)
          .contains("&lt;script&gt;alert(1)");
    }
  }

  @Test
  void whatIsRefusedIsShownAsTextToo() {
    List<String> asked =
        List.of(
            ":ann :heard <http://e/\u202Egnp>",
            ":ann :heard <http://e/<script>alert(1)</script>>",
            ":ann :heard \"\u001B[2J\" . :b :c \"\u202E\"",
            ":ann :heard :Nothing\u001B[2J",
            ":ann :heard\n:Nothnig",
            ":ann :heard <http://e/" + LONG + ">",
            ";;");
    for (String command : List.of("why", "why-not", "what-if")) {
      for (String triple : asked) {
        Run run =
            command.equals("what-if")
                ? run(command, "--add", ":ann a :Patient", triple)
                : run(command, triple);
        assertThat(run.status()).as("%s %s", command, triple).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
            .as("%s %s", command, triple)
            .startsWith("rationale: ")
            .doesNotContain(RTL, ESCAPE)
            .hasSizeLessThan(5_000);
        assertThat(run.err().strip().lines()).as("%s %s", command, triple).hasSize(1);
      }
    }
    assertThat(run("why", "--against", ":ann :heard :Nothign\u202E", ":ann :heard :Nothing").err())
        .doesNotContain(RTL)
        .startsWith("rationale: ");
  }
}
