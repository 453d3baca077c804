"""The kernel under the four services: contracts, messaging, workflow, clock, identity, web kit. Knows no service."""
