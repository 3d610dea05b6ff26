package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {

  private static final String PREFIX = "PREFIX : <http://example.org/>\n";
  private static final String QUERY = "SELECT ?x { ?x a :Ill }";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), PREFIX + text).toString();
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  @Test
  void queryMayFollowSeveralFilesOfOneOption() throws IOException {
    String one = file("one.ttl", ":ann a :Hot .");
    String two = file("two.ttl", ":bea a :Hot .");
    String rules = file("rules.srl", "RULE :ill { ?p a :Ill } WHERE { ?p a :Hot }");

    int status = run("query", "--data", one, two, "--rules", rules, QUERY);

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString()).contains(":ann").contains(":bea");
  }

  @Test
  void optionMayBeRepeated() throws IOException {
    String one = file("one.ttl", ":ann a :Ill .");
    String two = file("two.ttl", ":bea a :Ill .");

    assertThat(run("query", QUERY, "--data", one, "--data=" + two)).isZero();
    assertThat(out.toString()).contains(":ann").contains(":bea");
  }

  @Test
  void missingFileIsNamed() {
    assertThat(run("query", "--data", "nowhere.ttl", "ASK {}")).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere.ttl");
  }

  @Test
  void optionWithoutFileIsRefused() {
    assertThat(run("query", "ASK {}", "--data")).isEqualTo(2);
    assertThat(err.toString()).contains("--data");
  }
}
