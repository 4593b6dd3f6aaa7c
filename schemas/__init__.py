"""The contract: everything that crosses a wire, in Open Dental's own words."""
