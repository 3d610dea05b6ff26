package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Data and expected results that lie beside the repository and not in it. */
final class SharedData {

  private static final Path FOLDER = Path.of("..", "..", "shared");

  private SharedData() {}

  /** A file; the test is skipped where it is absent, except in CI, where that is a failure. */
  static Path file(String name) {
    Path file = FOLDER.resolve(name);
    if (System.getenv("CI") != null) {
      assertThat(file).exists();
    }
    Assumptions.assumeTrue(Files.exists(file), "The file (%s) is absent.".formatted(file));
    return file;
  }
}
