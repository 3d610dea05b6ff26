package org.rationale.rules.jena;

import java.nio.file.Path;
import java.util.List;
import org.apache.jena.sys.JenaSystem;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.RuleSet;

/**
 * Reads rules in the syntax of Jena's general purpose rule engine, as Jena 6.0.0 parses it.
 *
 * <p>Forward and backward rules mean the same here: where the body has a match, the head holds. A
 * hybrid rule, with backward rules in its head, becomes one rule for each of these, whose body is
 * both bodies. As in Jena's RETE engine, all triple patterns of a body are matched before its
 * built-ins are called, wherever they stand; a number, a date or another typed literal in a pattern
 * matches what has its value. {@code noValue} is a negation: a variable that nothing binds stands
 * for anything, each time it occurs.
 *
 * <p>Built-ins become SPARQL expressions; arithmetic has SPARQL's types. Refused are those that act
 * instead of testing (such as {@code remove}, {@code print} and {@code hide}), that depend on the
 * clock or on how a query is asked, that walk lists, and structured literals (functors).
 *
 * <p>A rule's id is its name where that is an absolute IRI or expands to one by a prefix. Else it
 * is the file's name and the rule's: {@code lubm.rules#r0}, or the file's name and its number,
 * counted from 1: {@code lubm.rules#3}. Where a name occurs again, a number follows it: {@code
 * lubm.rules#r0.2}.
 *
 * <p>{@code @include} follows relative and {@code file:} IRIs, each file once, and puts the
 * included rules first; the rule sets that come with Jena are refused. Nothing is read from the
 * network. Everything that is wrong, in all files, comes as one {@link InvalidInputException}.
 *
 * <p>Source: the Jena documentation, <i>Reasoners and rule engines</i>, section "Rule syntax and
 * structure", and the source code of Jena 6.0.0.
 */
public final class JenaRulesReader {

  static {
    JenaSystem.init();
  }

  /**
   * The rules of a file and of those that it includes.
   *
   * @throws InvalidInputException if a file cannot be read, or holds what is not supported
   */
  public RuleSet read(Path file) {
    return read(List.of(file));
  }

  /**
   * The rules of files and of those that they include, in order; ids are unique across them. A file
   * whose name ends in {@code .gz} is decompressed.
   *
   * @throws InvalidInputException if a file cannot be read, or holds what is not supported
   */
  public RuleSet read(List<Path> files) {
    RuleFiles all = new RuleFiles();
    files.forEach(all::add);
    return all.rules();
  }

  /**
   * The rules of a text, which includes no files.
   *
   * @param name stands for the file in places and in ids
   * @throws InvalidInputException if the text holds what is wrong or not supported
   */
  public RuleSet readText(String text, String name) {
    RuleFiles all = new RuleFiles();
    all.add(text, name);
    return all.rules();
  }
}
