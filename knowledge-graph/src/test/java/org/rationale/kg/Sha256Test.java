package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {

  @Test
  void textsAndTheirBytesHaveTheDigestOfTheStandardsExample() {
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Sha256.of("abc")).isEqualTo(expected);
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    assertThat(Sha256.digest().getDigestLength()).isEqualTo(Sha256.LENGTH);
  }
}
