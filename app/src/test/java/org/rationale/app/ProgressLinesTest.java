package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  @Test
  void aLineStandsForTheStartEachQuarterAndTheEnd() {
    StringWriter lines = new StringWriter();
    ProgressLines progress = new ProgressLines(new PrintWriter(lines));
    for (int done = 0; done <= 100; done += 5) {
      progress.report("reading", done, 100);
    }
    assertThat(lines.toString().lines())
        .containsExactly(
            "reading: 0 of 100",
            "reading: 25 of 100",
            "reading: 50 of 100",
            "reading: 75 of 100",
            "reading: 100 of 100");
  }
}
