"""The proofs of docs/security: each part attacks a base of its own and prints what it counted."""
