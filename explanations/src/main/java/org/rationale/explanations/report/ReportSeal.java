package org.rationale.explanations.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.rationale.explanations.certificate.Canonical;

/**
 * A report names the SHA-256 of itself: of its bytes in UTF-8 with {@link #BLANK} in every place
 * where the hash stands.
 */
public final class ReportSeal {

  /** What stands in place of the hash while it is taken. */
  public static final String BLANK = "0".repeat(64);

  private ReportSeal() {}

  /** A report with its hash filled in. */
  public static String sealed(String report) {
    return report.replace(BLANK, hash(report));
  }

  /** Whether a report is as it was when it was sealed. */
  static boolean isWhole(String report, String hash) {
    return hash(report.replace(hash, BLANK)).equals(hash);
  }

  /** What a report whose hash is blank will name. */
  public static String hash(String report) {
    return Canonical.sha256(report.getBytes(StandardCharsets.UTF_8));
  }

  /** A certificate as a report carries it: zipped, in base 64. */
  public static String packed(byte[] certificate) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(certificate);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * The certificate again.
   *
   * @throws IOException if it is none, or one that is too large
   */
  static byte[] unpacked(String packed) throws IOException {
    byte[] zipped;
    try {
      zipped = Base64.getDecoder().decode(packed);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(wrong);
    }
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] bytes = zip.readNBytes(Canonical.MOST_BYTES + 1);
      if (bytes.length > Canonical.MOST_BYTES) {
        throw new IOException("The certificate is too large.");
      }
      return bytes;
    }
  }
}
