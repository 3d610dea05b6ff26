package org.rationale.explanations.certificate;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The one form of a certificate in bytes: JSON in UTF-8 without spaces, members in alphabetical
 * order (what an element of a body is stands first), doubles as the shortest decimals that read
 * back as the same, and a line feed at the end.
 */
public final class Canonical {

  /** Certificates longer than this are not read. */
  public static final int MOST_BYTES = 64 << 20;

  private static final int DEPTH = 60;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxNumberLength(40)
                          .maxStringLength(1 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .build();

  private record Head(String format, int version) {}

  private Canonical() {}

  /** A certificate with its hash filled in. */
  public static Certificate sealed(Certificate c) {
    return with(c, sha256(bytes(with(c, ""))));
  }

  private static Certificate with(Certificate c, String sha256) {
    return new Certificate(
        c.format(),
        c.version(),
        sha256,
        c.identity(),
        c.terms(),
        c.percepts(),
        c.facts(),
        c.rules(),
        c.scope(),
        c.steps(),
        c.places(),
        c.nodes(),
        c.evidence(),
        c.claims(),
        c.outcomes());
  }

  /** The canonical form. */
  public static byte[] bytes(Certificate certificate) {
    try {
      return (MAPPER.writeValueAsString(certificate) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A certificate could not be written.", e);
    }
  }

  /**
   * A certificate from its bytes, in whatever form.
   *
   * @throws Unreadable if they are none of this version
   */
  public static Certificate read(byte[] bytes) throws Unreadable {
    Certificate certificate;
    try {
      Head head =
          MAPPER
              .readerFor(Head.class)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(bytes);
      if (!head.format().equals(Certificate.FORMAT) || head.version() != Certificate.VERSION) {
        throw new Unreadable(
            "its format is (%s) in version %d; this checker knows (%s) in version %d"
                .formatted(head.format(), head.version(), Certificate.FORMAT, Certificate.VERSION));
      }
      certificate = MAPPER.readValue(bytes, Certificate.class);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw new Unreadable(
          "it is no certificate%s: %s"
              .formatted(place, e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory could not be read.", e);
    }
    return certificate;
  }

  /** The SHA-256 of some bytes, in hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** What is no certificate of this version. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Unreadable(String why) {
      super(why);
      this.why = why;
    }

    public String why() {
      return why;
    }
  }
}
