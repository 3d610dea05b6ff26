/** Reads SHACL 1.2 Rules in their text form (SRL) into the rule model. */
@NullMarked
package org.rationale.rules.srl;

import org.jspecify.annotations.NullMarked;
