package org.rationale.perception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * A file that a case gives as an input: by its name, or whole as a data URI (RFC 2397) in base64.
 *
 * <p>A name is relative to the folder of the case's file and stays inside of it, links followed: a
 * case that comes from somewhere else must not make this process read its owner's files. A case
 * that was not read from a file has no folder and may name none.
 *
 * @param name for messages; {@code data URI} if it has none
 * @param mediaType of a data URI, in lower case
 */
record GivenFile(String name, Optional<String> mediaType, byte[] bytes) {

  private static final String DATA = "data:";
  private static final String BASE64 = ";base64";

  /**
   * Reads it.
   *
   * @param maximumBytes more are not read
   * @throws InvalidInputException if it cannot be had
   */
  static GivenFile of(PerceptorInput given, long maximumBytes) {
    if (!(given.value() instanceof String text) || text.isBlank()) {
      throw new InvalidInputException(
          "not-a-file",
          given.place(),
          "The value (%s) is no file.".formatted(shortened(String.valueOf(given.value()))),
          "Write the name of a file beside the case, or a data URI.");
    }
    return text.regionMatches(true, 0, DATA, 0, DATA.length())
        ? inline(text, maximumBytes, given.place())
        : named(text, given, maximumBytes);
  }

  private static GivenFile inline(String uri, long maximumBytes, String place) {
    int comma = uri.indexOf(',');
    String head = comma < 0 ? "" : uri.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
    if (!head.endsWith(BASE64)) {
      throw new InvalidInputException(
          "bad-data-uri",
          place,
          "The data URI (%s) is not in base64.".formatted(shortened(uri)),
          "Write it as data:image/png;base64,....");
    }
    requireSize((uri.length() - comma) / 4L * 3, maximumBytes, place);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(uri.substring(comma + 1));
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidInputException(
          "bad-data-uri",
          place,
          "The data URI (%s) is no base64.".formatted(shortened(uri)),
          "Encode the file anew (RFC 4648, without line breaks).");
    }
    String type = head.substring(0, head.length() - BASE64.length());
    return new GivenFile("data URI", Optional.of(type), bytes);
  }

  private static GivenFile named(String name, PerceptorInput given, long maximumBytes) {
    String place = "%s (%s)".formatted(given.place(), name);
    Path folder =
        given
            .folder()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "no-folder",
                        place,
                        "The case was not read from a file, so it has no folder to look in.",
                        "Give the file whole, as a data URI, or read the case from its file."));
    try {
      Path real = folder.toRealPath();
      Path file = real.resolve(name).normalize();
      if (!file.startsWith(real) || !Files.exists(file)) {
        throw file.startsWith(real) ? missing(folder, place) : outside(folder, place);
      }
      Path target = file.toRealPath();
      if (!target.startsWith(real)) {
        throw outside(folder, place);
      }
      if (!Files.isRegularFile(target)) {
        throw missing(folder, place);
      }
      requireSize(Files.size(target), maximumBytes, place);
      return new GivenFile(name, Optional.empty(), Files.readAllBytes(target));
    } catch (InvalidPathException | IOException unreadable) {
      throw missing(folder, place);
    }
  }

  private static InvalidInputException missing(Path folder, String place) {
    return new InvalidInputException(
        "file-missing",
        place,
        "There is no such file that can be read.",
        "Names are relative to the case's folder (%s).".formatted(folder));
  }

  private static InvalidInputException outside(Path folder, String place) {
    return new InvalidInputException(
        "file-outside-case",
        place,
        "The file lies outside of the case's folder (%s).".formatted(folder),
        "Put it beside the case, or below.");
  }

  private static void requireSize(long bytes, long maximumBytes, String place) {
    if (bytes > maximumBytes) {
      throw new InvalidInputException(
          "file-too-large",
          place,
          "The file has %d bytes; at most %d are read.".formatted(bytes, maximumBytes),
          "Save it smaller.");
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** Of exactly these bytes, in hexadecimal. */
  String sha256() {
    return Sha256.of(bytes);
  }

  /** Where it came from, for messages. */
  String place(PerceptorInput given) {
    return "%s (%s)".formatted(given.place(), name);
  }
}
