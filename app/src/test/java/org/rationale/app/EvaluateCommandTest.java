package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest {

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(status).as(err.toString()).isZero();
    return out.toString();
  }

  @Test
  void jsonSaysWhatTheTableSays() throws IOException {
    String table = run("evaluate", "breast-fna");
    JsonNode json = new ObjectMapper().readTree(run("evaluate", "breast-fna", "--format", "json"));

    assertThat(json).hasSize(1);
    JsonNode fna = json.get(0);
    assertThat(fna.path("kind").asText()).isEqualTo("classifier");
    assertThat(table)
        .contains("%d examples".formatted(fna.path("examples").asInt()))
        .contains(String.format(Locale.ROOT, "%.4f", fna.path("reported").path("brier").asDouble()))
        .contains(
            String.format(
                Locale.ROOT, "%.4f", fna.path("model").path("recall").path("malignant").asDouble()))
        .contains(String.format(Locale.ROOT, "%.4f", fna.path("sets").path("covered").asDouble()));
    assertThat(fna.path("reported").path("logLoss").isNumber()).isTrue();
  }
}
