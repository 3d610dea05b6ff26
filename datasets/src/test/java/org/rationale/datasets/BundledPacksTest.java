package org.rationale.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;

class BundledPacksTest {

  @TempDir Path cache;

  private static SortedMap<String, byte[]> files(String content) {
    return new TreeMap<>(
        Map.of(
            "pack.yaml", content.getBytes(StandardCharsets.UTF_8), "rules/a.srl", new byte[] {1}));
  }

  @Test
  void aPackOnTheClassPathIsItsOwnFolder() {
    assertThat(BundledPacks.names()).contains("breast-fna").isSorted();
    assertThat(BundledPacks.folder("breast-fna").resolve("pack.yaml")).isRegularFile();
  }

  @Test
  void anUnknownPackIsAnErrorThatNamesTheKnownOnes() {
    assertThatThrownBy(() -> BundledPacks.folder("astrology"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("(astrology)")
        .hasMessageContaining("breast-fna");
  }

  @Test
  void unpackingTwiceGivesOneFolderAndLeavesNoDraft() throws IOException {
    Path first = BundledPacks.unpack("p", files("one"), cache);

    assertThat(BundledPacks.unpack("p", files("one"), cache)).isEqualTo(first);
    assertThat(first.resolve("rules/a.srl")).hasBinaryContent(new byte[] {1});
    try (Stream<Path> folders = Files.list(cache.resolve("packs"))) {
      assertThat(folders).containsExactly(first);
    }
  }

  @Test
  void otherContentsGoIntoAnotherFolder() {
    assertThat(BundledPacks.unpack("p", files("one"), cache))
        .isNotEqualTo(BundledPacks.unpack("p", files("two"), cache));
  }
}
