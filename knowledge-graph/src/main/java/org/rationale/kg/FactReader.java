package org.rationale.kg;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.jena.graph.Triple;

/**
 * Reads facts, certain and uncertain, from RDF 1.2: Turtle, N-Triples, N-Quads and TriG, each also
 * gzipped. Reads local files and streams only, never the network.
 *
 * <ul>
 *   <li>A statement that is asserted and has no probability is certain.
 *   <li>{@code << s p o >> rat:probability 0.8} and {@code s p o {| rat:probability 0.8 |}} both
 *       make the statement uncertain; each reifier with a probability is an independent source of
 *       it. A source with probability 1 and no choice makes it certain.
 *   <li>{@code rat:choice} on such a reifier makes it an alternative of that choice.
 *   <li>Other statements about the reifier stay, together with its {@code rdf:reifies}. A reifier
 *       without a probability is plain RDF.
 *   <li>All graphs of a dataset are read together, except {@link Rat#DERIVED}: what was derived is
 *       derived anew. For the same reason, reifiers with {@code rat:origin rat:derived} and their
 *       annotations are left out, and a statement that only they are about is no fact.
 *   <li>{@code rat:prior}, as {@link FactWriter} writes it, is a source's own probability and is
 *       taken in place of {@code rat:probability}, which then holds what was computed. Other
 *       annotations that the engine writes about sources are dropped.
 * </ul>
 *
 * <p>Every method throws {@link InvalidInputException} with all that is wrong: syntax,
 * probabilities that are no numbers in [0, 1], choices that add up to more than 1, and
 * probabilities or choices of nothing.
 */
public final class FactReader {

  private FactReader() {}

  /** Reads one file, which its path as given names in places and sources. */
  public static FactSet read(Path file) {
    return read(List.of(file));
  }

  /** Reads files together: a choice or an IRI as reifier may span them. */
  public static FactSet read(List<Path> files) {
    return collect(documents -> files.forEach(documents::add));
  }

  /**
   * Reads files of a folder together.
   *
   * @param folder what the names are relative to
   * @param names of the files, as they appear in places and sources
   */
  public static FactSet read(Path folder, List<String> names) {
    return read(new RdfDocuments(folder), names);
  }

  /** Reads documents together that others may read too. */
  public static FactSet read(RdfDocuments shared, List<String> names) {
    return collect(documents -> names.forEach(name -> documents.add(shared, name)));
  }

  /**
   * Reads a text.
   *
   * @param name of the text, in places and sources
   */
  public static FactSet readText(String text, RdfFormat format, String name) {
    return collect(documents -> documents.addText(text, format, name));
  }

  /**
   * Reads a stream of UTF-8, which stays open.
   *
   * @param name of the stream, in places and sources
   */
  public static FactSet read(InputStream in, RdfFormat format, String name) {
    return collect(documents -> documents.add(in, format, name));
  }

  /**
   * Reads documents of any kind together.
   *
   * @param reading adds them
   */
  public static FactSet collect(Consumer<FactDocuments> reading) {
    CollectedFacts facts = new CollectedFacts();
    FactDocuments documents = new FactDocuments(facts);
    reading.accept(documents);
    return facts.with(documents.finish());
  }

  /**
   * Reads observations, {@code << s p o >> rat:observed true} or {@code false}, in the order read.
   * A file of evidence holds nothing else. Two observations of a statement that contradict each
   * other are an error.
   */
  public static Map<Triple, Boolean> readEvidence(Path file) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    EvidenceAssembly assembly = new EvidenceAssembly(file.toString(), diagnostics);
    new RdfParser(diagnostics).parse(file, file.toString(), assembly);
    return finish(assembly, diagnostics);
  }

  /** Reads observations from a stream of UTF-8, which stays open. */
  public static Map<Triple, Boolean> readEvidence(InputStream in, RdfFormat format, String name) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    EvidenceAssembly assembly = new EvidenceAssembly(name, diagnostics);
    try {
      new RdfParser(diagnostics).parse(in, format, name, assembly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return finish(assembly, diagnostics);
  }

  /** Reads observations from a text. */
  public static Map<Triple, Boolean> readEvidenceText(String text, RdfFormat format, String name) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    EvidenceAssembly assembly = new EvidenceAssembly(name, diagnostics);
    try {
      new RdfParser(diagnostics).parse(new StringReader(text), format, name, assembly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return finish(assembly, diagnostics);
  }

  private static Map<Triple, Boolean> finish(
      EvidenceAssembly assembly, List<Diagnostic> diagnostics) {
    if (diagnostics.isEmpty()) {
      Map<Triple, Boolean> evidence = assembly.finish();
      if (diagnostics.isEmpty()) {
        return evidence;
      }
    }
    throw new InvalidInputException(diagnostics);
  }
}
