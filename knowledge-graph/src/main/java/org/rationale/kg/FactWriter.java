package org.rationale.kg;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.apache.jena.graph.Triple;

/**
 * Writes facts as RDF 1.2, so that {@link FactReader} reads the same sources of them again and so
 * that other tools see which facts are certain.
 *
 * <ul>
 *   <li>A statement that holds in every world is asserted; an uncertain one is only reified.
 *   <li>The first reifier of a fact has its {@code rat:probability}, all considered. There is one
 *       reifier for each assertion, percept and derivation, except that what is just asserted
 *       without a probability needs none.
 *   <li>A source whose own probability is another has it as {@code rat:prior}.
 *   <li>{@code rat:origin} names the kind of the origin. An assertion has {@code rat:source}, a
 *       percept its score, model, input and region, a derivation {@code sh:sourceRule} and {@code
 *       prov:wasDerivedFrom} its premises' reifiers.
 *   <li>In N-Quads and TriG, what stands for an origin is in the graph {@link Rat#ASSERTED}, {@link
 *       Rat#PERCEIVED} or {@link Rat#DERIVED}.
 * </ul>
 *
 * <p>The output depends on the facts alone: it is sorted by subject, predicate and object, and
 * reifiers are numbered in that order.
 */
public final class FactWriter {

  private FactWriter() {}

  /**
   * Writes facts.
   *
   * @param facts in any order
   * @param probability of each fact
   * @param prefixes without colons; used by Turtle and TriG only
   */
  public static void write(
      List<Fact> facts,
      Function<Triple, Valuation> probability,
      Map<String, String> prefixes,
      RdfFormat format,
      Appendable out)
      throws IOException {
    new RdfText(FactAnnotations.of(facts, probability), prefixes).write(format, out);
  }

  /**
   * Writes facts without probabilities: of what is derived only the rule and the premises, of what
   * data state with a probability only that.
   *
   * @param certain whether a statement holds in every world
   */
  public static void writeWithoutProbabilities(
      List<Fact> facts,
      Predicate<Triple> certain,
      Map<String, String> prefixes,
      RdfFormat format,
      Appendable out)
      throws IOException {
    new RdfText(FactAnnotations.withoutProbabilities(facts, certain), prefixes).write(format, out);
  }

  /**
   * Writes facts to a file, gzipped if its name ends in {@code .gz}. Readers of the file see either
   * what it was before or all of it.
   */
  public static void writeFile(
      List<Fact> facts,
      Function<Triple, Valuation> probability,
      Map<String, String> prefixes,
      RdfFormat format,
      Path file)
      throws IOException {
    // Not a file of createTempFile, which only its owner could read after the move.
    Path written = file.resolveSibling(".rationale-" + UUID.randomUUID() + ".part");
    try {
      try (OutputStream stream = Files.newOutputStream(written, StandardOpenOption.CREATE_NEW);
          OutputStream target =
              file.toString().endsWith(".gz") ? new GZIPOutputStream(stream, 1 << 16) : stream;
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8))) {
        write(facts, probability, prefixes, format, writer);
      }
      move(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
