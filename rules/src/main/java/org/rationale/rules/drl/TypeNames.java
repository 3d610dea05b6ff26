package org.rationale.rules.drl;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QualifiedName;
import org.drools.drl.ast.descr.TypeDeclarationDescr;

/** The types that DRL files declare, and which objects patterns and consequences speak of. */
final class TypeNames {

  private final Set<String> declared = new HashSet<>();

  /** Without their packages. */
  private final Set<String> extended = new HashSet<>();

  TypeNames(List<PackageDescr> files) {
    for (PackageDescr file : files) {
      for (TypeDeclarationDescr type : file.getTypeDeclarations()) {
        declared.add(qualified(file.getName(), type.getTypeName()));
        for (QualifiedName base : type.getSuperTypes()) {
          extended.add(base.getName());
        }
      }
    }
  }

  private static String qualified(String packageName, String name) {
    return name.indexOf('.') >= 0 || packageName.isEmpty() ? name : packageName + "." + name;
  }

  /** What a pattern over a type can match: objects of that class alone, or any. */
  StatementPattern matched(String packageName, String type) {
    String name = qualified(packageName, type);
    boolean isExact =
        declared.contains(name) && !extended.contains(name.substring(name.lastIndexOf('.') + 1));
    return TypedFacts.pattern(isExact ? Optional.of(name) : Optional.empty());
  }

  /** For each insertion of a consequence, what it inserts. */
  List<StatementPattern> inserted(String packageName, String consequence) {
    return Insertions.types(consequence).stream()
        .map(
            type ->
                TypedFacts.pattern(
                    type.map(name -> qualified(packageName, name)).filter(declared::contains)))
        .toList();
  }
}
